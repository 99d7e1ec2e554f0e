"""Alerts on the screen: the banner's words, the list, the ladder of one alert, the forms that answer it."""
