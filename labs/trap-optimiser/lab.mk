# SPDX-License-Identifier: MIT
# The same source, compiled as the course text does it and with the optimiser on.
trap_optimiser := $(BUILD)/obj/labs/trap-optimiser
lab_extra_trap-optimiser := $(trap_optimiser)/plain.o $(trap_optimiser)/optimised.o

$(trap_optimiser)/plain.o: labs/trap-optimiser/text.c
	@mkdir -p $(@D) && $(CC) -std=gnu11 -O0 -DTEXT_PROGRAM=text_plain -c -o $@ $<

$(trap_optimiser)/optimised.o: labs/trap-optimiser/text.c
	@mkdir -p $(@D) && $(CC) -std=gnu11 -O1 -DTEXT_PROGRAM=text_optimised -c -o $@ $<
