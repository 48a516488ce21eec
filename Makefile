# SPDX-License-Identifier: MIT
# Pagelab. `make help` says what can be made; a lab is any folder labs/NAME with a lab.conf.

CC      ?= cc
CFLAGS  ?= -O2 -g
WARN    := -std=gnu11 -D_GNU_SOURCE -Wall -Wextra -Wconversion
WERROR  ?=
CPPFLAGS += -Iharness -Ilabs/lib
BUILD   := build

# libcgroup makes the memory-limited groups as root; without it the kernel's files serve.
cgroup_libs := $(shell pkg-config --libs libcgroup 2>/dev/null)
cgroup_have := $(if $(cgroup_libs),-DHAVE_LIBCGROUP)
# libsqlite3 makes collect's database; without it there is the table only.
sqlite_libs := $(shell pkg-config --libs sqlite3 2>/dev/null)
sqlite_have := $(if $(sqlite_libs),-DHAVE_SQLITE)
libs         = $(cgroup_libs) $(sqlite_libs)

# (A folder with a blank in its name, such as a copy, is none.)
labs    := $(patsubst labs/%/lab.conf,%,$(filter labs/%/lab.conf,$(wildcard labs/*/lab.conf)))
core    := $(filter-out harness/cli/main.c,$(wildcard harness/*/*.c))
objects  = $(patsubst %.c,$(BUILD)/obj/%.o,$(1))

# What the person typed reaches the shell only as exported variables, to the letter (value: make
# expands nothing in it), never as text of a recipe.
typed := SIZE LIMIT RUNS SAMPLE PAUSE PREDICT MAP SEED RESULTS FROM ROSTER ANONYMOUS ID ANSWERS KERNELS LABS
typed += PREFIX DESTDIR NAME TEST
typed += VM VM_ARCH VM_KERNEL VM_MODULES VM_MEM VM_CPUS VM_SWAP VM_CGROUP VM_THP VM_OVERCOMMIT VM_ACCOUNT VM_ACCEL
# Some systems keep the machine's name in the environment's NAME: that is nobody's lab.
ifeq ($(origin NAME),environment)
override NAME :=
endif
$(foreach name,$(typed),$(eval override $(name) := $$(value $(name))))
# PREDICT=0 is no PREDICT.
$(foreach name,PAUSE PREDICT MAP VM ANONYMOUS,$(if $(filter 0,$(value $(name))),$(eval override $(name) :=)))
export $(typed)

.DELETE_ON_ERROR:
.SECONDEXPANSION:
.SECONDARY:
.PHONY: all help guest labs list doctor report collect submit matrix test quick unit test-programs bench \
	install uninstall dist new-lab clean FORCE

all: $(BUILD)/pagelab $(labs:%=$(BUILD)/labs/%)

help:
	@scripts/help

# --- the harness

$(BUILD)/obj/%.o: %.c
	@mkdir -p $(@D)
	@$(CC) $(WARN) $(WERROR) $(CFLAGS) $(CPPFLAGS) -MMD -MP -c -o $@ $<

# Compiled anew when one of these libraries comes or goes.
with_sqlite := $(patsubst %,$(BUILD)/obj/harness/course/%.o,class class_table collect_sql collect_sql_rows)
$(BUILD)/obj/harness/cgroup/cap_cgroup.o: CPPFLAGS += $(cgroup_have)
$(with_sqlite): CPPFLAGS += $(sqlite_have)
$(BUILD)/obj/harness/cgroup/cap_cgroup.o $(with_sqlite): $(BUILD)/with$(cgroup_have)$(sqlite_have)
$(BUILD)/with$(cgroup_have)$(sqlite_have):
	@mkdir -p $(@D) && rm -f $(BUILD)/with* && touch $@

$(BUILD)/libpagelab.a: $(call objects,$(core))
	@rm -f $@ && $(AR) rcs $@ $^

$(BUILD)/pagelab: $(call objects,harness/cli/main.c) $(BUILD)/libpagelab.a
	@$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(libs)

# --- the labs: every .c of the folder, and lab.o; -z now, so that no step pays for the loader

lab_common := $(call objects,$(wildcard labs/lib/*.c)) $(BUILD)/libpagelab.a

-include $(wildcard labs/*/lab.mk)

$(labs:%=$(BUILD)/labs/%): $(BUILD)/labs/%: \
		$$(call objects,$$(wildcard labs/$$*/*.c)) $$(lab_extra_$$*) $(lab_common)
	@mkdir -p $(@D)
	@$(CC) $(CFLAGS) $(LDFLAGS) -Wl,-z,now -o $@ $^

# What was typed, as options.
options = $${SIZE:+--size="$$SIZE"} $${LIMIT:+--limit="$$LIMIT"} $${RUNS:+--runs="$$RUNS"} \
	$${SAMPLE:+--sample="$$SAMPLE"} $${SEED:+--seed="$$SEED"} $${PAUSE:+--pause} $${PREDICT:+--predict} \
	$${MAP:+--map} $${RESULTS:+--results="$$RESULTS"} $${VM:+--cap=vm}

# Not phony: make would not look for pattern rules then.
lab-%: export LAB = $*
lab-%: $(BUILD)/pagelab $$(if $$(wildcard labs/$$*/lab.conf),$(BUILD)/labs/$$*) FORCE
	@$(BUILD)/pagelab run $(options) "$$LAB"

# --- the virtual machine: the same programs for it, linked statically, for its processor

vm-%: export LAB = $*
vm-%: override VM = 1
vm-%: $(BUILD)/pagelab FORCE
	@$(BUILD)/pagelab run $(options) "$$LAB"

cross_x86_64  := x86_64-linux-gnu-
cross_aarch64 := aarch64-linux-gnu-
guest_tools    = $(if $(filter $(guest),$(shell uname -m)),,CC=$(cross_$(guest))gcc AR=$(cross_$(guest))ar)
guest: guest = $(or $(VM_ARCH),$(shell uname -m))
guest:
	@$(MAKE) --no-print-directory BUILD=$(BUILD)/vm-$(guest) $(guest_tools) LDFLAGS='-static -s' \
		cgroup_libs= cgroup_have= sqlite_libs= sqlite_have= all

labs: all
	@$(BUILD)/pagelab run --all $(options)

list: $(BUILD)/pagelab
	@$(BUILD)/pagelab list

doctor: $(BUILD)/pagelab
	@$(BUILD)/pagelab doctor $${RESULTS:+--results="$$RESULTS"}

# Without its tools it writes what it can, and says so.
report: $(BUILD)/pagelab
	@scripts/setup report || :
	@$(BUILD)/pagelab report $${RESULTS:+"$$RESULTS"}

# Built after libsqlite3 has come. With FROM, RESULTS is where the files go; else where the runs are.
collect:
	@scripts/setup collect || :
	@$(MAKE) -s --no-print-directory $(BUILD)/pagelab
	@from=$${FROM:-$$RESULTS} out=$${FROM:+$$RESULTS}; \
	$(BUILD)/pagelab collect $${out:+--out="$$out"} $${ROSTER:+--roster="$$ROSTER"} \
		$${ANONYMOUS:+--anonymous} -- $${from:+"$$from"}

# All labs are built: they know which sizes are whose.
submit: all
	@scripts/setup report || :
	@$(BUILD)/pagelab submit --seed="$${ID:-$$SEED}" $${ANSWERS:+--answers="$$ANSWERS"} -- $${RESULTS:+"$$RESULTS"}

# Without all of its tools it runs what it can.
matrix:
	@scripts/setup matrix || :
	@scripts/matrix

# --- for others: installed, packed, and a lab of one's own

install: all
	@BUILD='$(BUILD)' scripts/install install

uninstall:
	@scripts/install uninstall

dist:
	@BUILD='$(BUILD)' scripts/dist

new-lab:
	@scripts/new-lab "$$NAME"

clean:
	@rm -rf $(BUILD)

# --- tests: a cmocka program a file; labs that misbehave; and tests/run, which runs and counts all, or those named

unit_tests := $(patsubst tests/unit/%.c,$(BUILD)/tests/unit/%,$(wildcard tests/unit/test_*.c))
bad_labs   := $(patsubst tests/labs/%/lab.conf,%,$(wildcard tests/labs/*/lab.conf))

$(BUILD)/tests/unit/%: tests/unit/%.c $(BUILD)/libpagelab.a tests/unit/unit.h
	@mkdir -p $(@D)
	@$(CC) $(WARN) $(WERROR) $(CFLAGS) $(CPPFLAGS) $(LDFLAGS) -o $@ $(filter-out %.h,$^) -lcmocka $(libs)

# It has a say when a file is about to be read.
$(BUILD)/tests/unit/test_family_late: LDFLAGS += -Wl,--wrap=text_read

$(bad_labs:%=$(BUILD)/tests/labs/%): $(BUILD)/tests/labs/%: tests/labs/$$*/$$*.c $(lab_common)
	@mkdir -p $(@D)
	@$(CC) $(WARN) $(WERROR) $(CFLAGS) $(CPPFLAGS) $(LDFLAGS) -Wl,-z,now -o $@ $^

unit: $(unit_tests)
test-programs: all $(bad_labs:%=$(BUILD)/tests/labs/%)

# Without a browser its tests are skipped, with the reason.
test:
	@scripts/setup test
	@scripts/setup browser || :
	@tests/run $${TEST:+"$$TEST"}

# What one runs while working.
quick:
	@scripts/setup test
	@tests/run quick

# --- bench

$(BUILD)/bench: $(wildcard tests/bench/*.[ch]) $(BUILD)/libpagelab.a
	@$(CC) $(WARN) $(WERROR) $(CFLAGS) $(CPPFLAGS) $(LDFLAGS) -o $@ $(filter %.c %.a,$^) \
		$(libs)

bench: all $(BUILD)/bench $(BUILD)/tests/labs/empty-steps
	@$(BUILD)/bench

FORCE:

-include $(shell find $(BUILD)/obj -name '*.d' 2>/dev/null)
