"""OCI runtimes and the containers they run."""
