"""What we promise about speed and size, measured. One program per promise: python -m bench."""
