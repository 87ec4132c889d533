"""Files the server sends itself: styles, fonts, pictures of the guide."""
