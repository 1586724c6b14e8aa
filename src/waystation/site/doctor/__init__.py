"""What is wrong with an installation: facts are gathered in one place, and judged by pure functions in another."""
