"""What is measured: scenarios of ours beside a floor measured in the same run."""
