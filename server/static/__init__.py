"""Files the server sends itself: styles, fonts, pictures of the guide; what need not be sent."""
