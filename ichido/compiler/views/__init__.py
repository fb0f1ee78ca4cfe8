"""Views of a plan and of a catalogue: for reading, for drawing, for editors."""
