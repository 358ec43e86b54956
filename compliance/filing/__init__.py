"""What travels to headquarters: a declaration, sealed, with its evidence, in one zip."""
