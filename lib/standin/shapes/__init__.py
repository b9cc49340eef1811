"""The league's answers, endpoint by endpoint, exactly in the shape it gives them."""
