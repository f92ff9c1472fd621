"""Only imported, by the helpers of the tests of importing."""
