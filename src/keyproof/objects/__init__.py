"""git's object store: refs, blobs, attribution."""
