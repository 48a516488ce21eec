# SPDX-License-Identifier: MIT
# A thread: before glibc 2.34 in a library of its own.
$(BUILD)/labs/isolation: override LDFLAGS += -pthread
