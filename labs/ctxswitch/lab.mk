$(BUILD)/labs/ctxswitch: LDFLAGS += -pthread
