# SPDX-License-Identifier: MIT
# What is compiled: the Makefile has a make of its own read it (scripts/compile).

CC      ?= cc
# Optimised in full is what measures or is measured; the rest only as far as costs little time.
measured = $(BUILD)/obj/labs/% $(BUILD)/obj/harness/kernel% $(BUILD)/obj/harness/util% $(BUILD)/tests/labs/% $(BUILD)/bench
CFLAGS  ?= $(if $(filter $(measured),$@),-O2,-O1)
WARN    := -std=gnu11 -D_GNU_SOURCE -Wall -Wextra -Wconversion
WERROR  ?=
CPPFLAGS += -Iharness -Ilabs/lib $(if $(static),-DSTATIC)
compiler = $(CC) $(WARN) $(WERROR) $(CFLAGS) $(CPPFLAGS)

# libcgroup makes the memory-limited groups as root; without it the kernel's files serve.
cgroup_libs := $(shell pkg-config --libs libcgroup 2>/dev/null)
cgroup_have := $(if $(cgroup_libs),-DHAVE_LIBCGROUP)
# libsqlite3 makes collect's database; without it there is the table only.
sqlite_libs := $(shell pkg-config --libs sqlite3 2>/dev/null)
sqlite_have := $(if $(sqlite_libs),-DHAVE_SQLITE)
libs        := $(cgroup_libs) $(sqlite_libs)

objects = $(patsubst %.c,$(BUILD)/obj/%.o,$(1))
# At the end of each recipe: on a terminal a dot (scripts/compile).
dot =

.SECONDEXPANSION:

all: $(BUILD)/pagelab $(labs:%=$(BUILD)/labs/%)

$(BUILD)/obj/%.o: %.c
	@mkdir -p $(@D)
	@$(compiler) -MMD -MP -c -o $@ $<
	@$(dot)

# --- the harness, and the labs' library

# The files of a folder are compiled together, which takes a third of the time: most of it goes into reading the same
# headers. So a static name is unique in its folder. With APART=1 each file is compiled by itself: that it includes all
# it uses, and which file uses which, is seen then only (tests/lint).
core    := $(filter-out harness/cli/main.c,$(wildcard harness/*/*.c))
library := $(wildcard labs/lib/*.c)
folders := $(sort $(patsubst %/,%,$(dir $(core) $(library))))
units    = $(call objects,$(if $(APART),$(1),$(addsuffix .c,$(sort $(patsubst %/,%,$(dir $(1)))))))

$(foreach folder,$(folders),$(eval $(BUILD)/obj/$(folder).o: $(filter $(folder)/%,$(core) $(library))))
$(folders:%=$(BUILD)/obj/%.o): $(BUILD)/obj/%.o:
	@mkdir -p $(@D)
	@$(compiler) -MMD -MP -c -o $@ $(patsubst %,-include %,$(filter $*/%,$(core) $(library))) -x c /dev/null
	@$(dot)

# Compiled anew when one of these libraries comes or goes.
with_cgroup := $(filter $(BUILD)/obj/harness/cgroup%,$(call units,$(core)))
with_sqlite := $(filter $(BUILD)/obj/harness/course%,$(call units,$(core)))
$(with_cgroup): CPPFLAGS += $(cgroup_have)
$(with_sqlite): CPPFLAGS += $(sqlite_have)
$(with_cgroup) $(with_sqlite): $(BUILD)/with$(cgroup_have)$(sqlite_have)
$(BUILD)/with$(cgroup_have)$(sqlite_have):
	@mkdir -p $(@D) && rm -f $(BUILD)/with* && touch $@

# A part of the program, by .incbin.
$(with_cgroup): harness/cgroup/hand_over.sh

$(BUILD)/libpagelab.a: $(call units,$(core))
	@rm -f $@ && $(AR) rcs $@ $^

$(BUILD)/pagelab: $(call objects,harness/cli/main.c) $(BUILD)/libpagelab.a
	@$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(libs)
	@$(dot)

# --- the labs: every .c of the folder, and the library; -z now, so that no step pays for the loader

lab_common := $(call units,$(library)) $(BUILD)/libpagelab.a

-include $(wildcard labs/*/lab.mk)

$(labs:%=$(BUILD)/labs/%): $(BUILD)/labs/%: \
		$$(call objects,$$(wildcard labs/$$*/*.c)) $$(lab_extra_$$*) $(lab_common)
	@mkdir -p $(@D)
	@$(CC) $(CFLAGS) $(LDFLAGS) -Wl,-z,now -o $@ $^
	@$(dot)

# --- tests: a cmocka program a file; labs that misbehave; and what measures the measuring

unit_tests := $(patsubst tests/unit/%.c,$(BUILD)/tests/unit/%,$(wildcard tests/unit/test_*.c))
bad_labs   := $(patsubst tests/labs/%/lab.conf,%,$(wildcard tests/labs/*/lab.conf))

# A global with the name of one of the harness would silently replace it. So a test has none but what a header tells,
# and bench, which has headers of its own, is linked with the whole archive: two of one name are an error then.
own_globals   := -Wmissing-prototypes
whole_harness := -Wl,--whole-archive $(BUILD)/libpagelab.a -Wl,--no-whole-archive

unit: $(unit_tests)
test-programs: all $(bad_labs:%=$(BUILD)/tests/labs/%)

$(BUILD)/tests/unit/%: tests/unit/%.c $(BUILD)/libpagelab.a tests/unit/unit.h
	@mkdir -p $(@D)
	@$(compiler) $(own_globals) $(LDFLAGS) -o $@ $(filter-out %.h,$^) -lcmocka $(libs)
	@$(dot)

# It has a say when a file is about to be read.
$(BUILD)/tests/unit/test_folder: LDFLAGS += -Wl,--wrap=syscall
$(BUILD)/tests/unit/test_descendants_late: LDFLAGS += -Wl,--wrap=text_read
$(BUILD)/tests/unit/test_ledger: LDFLAGS += -Wl,--wrap=realloc

$(bad_labs:%=$(BUILD)/tests/labs/%): $(BUILD)/tests/labs/%: tests/labs/$$*/$$*.c $(lab_common)
	@mkdir -p $(@D)
	@$(compiler) $(LDFLAGS) -Wl,-z,now -o $@ $^
	@$(dot)

$(BUILD)/bench: $(wildcard tests/bench/*.[ch]) $(BUILD)/libpagelab.a
	@$(compiler) $(own_globals) $(LDFLAGS) -o $@ $(filter %.c,$^) $(whole_harness) $(libs)
	@$(dot)

-include $(wildcard $(BUILD)/obj/*/*.d $(BUILD)/obj/*/*/*.d)
