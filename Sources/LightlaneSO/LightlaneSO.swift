// The shared library: an empty leaf target that alone carries the link flags of liblightlane.so.
