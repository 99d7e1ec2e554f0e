"""The duty on a screen: its briefs, the packs and the rota."""
