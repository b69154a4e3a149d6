"""Scripts that try the product from outside, and that the tests run too."""
