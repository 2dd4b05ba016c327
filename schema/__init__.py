"""The GraphQL API: it translates and decides nothing."""
