# SPDX-License-Identifier: MIT
# Pagelab. `make help` says what can be made; a lab is any folder labs/NAME with a lab.conf.

BUILD := build

# What is typed is text: each variable of the command line, and of the environment each that is named here, becomes a
# simple one, in which make expands nothing, and the shell reads it as an exported variable, never as text of a recipe.
# No $(shell) may stand above, for since make 4.4 it gets what is exported, expanded. Only what belongs to the compiler
# stays as it was typed: it is a command of one's own. (A name with a $ in it is never exported.)
commands := AR BUILD CC CFLAGS CPPFLAGS LDFLAGS WERROR
typed := SIZE LIMIT RUNS SAMPLE PAUSE PREDICT MAP SEED RESULTS FROM ROSTER ANONYMOUS ID ANSWERS KERNELS LABS
typed += PREFIX DESTDIR NAME TEST
typed += VM VM_ARCH VM_KERNEL VM_MODULES VM_MEM VM_CPUS VM_SWAP VM_CGROUP VM_THP VM_OVERCOMMIT VM_ACCOUNT VM_ACCEL
hash := \#
is_typed = $(if $(findstring $$,$(1))$(findstring $(hash),$(1)),,$(filter command,$(origin $(1))))
typed += $(filter-out $(commands) COMPILING MAKE%,$(foreach name,$(.VARIABLES),$(if $(call is_typed,$(name)),$(name))))
# Some systems keep the machine's name in the environment's NAME: that is nobody's lab.
ifeq ($(origin NAME),environment)
override NAME :=
endif
$(foreach name,$(typed),$(eval override $(name) := $$(value $(name))))
# PREDICT=0 is no PREDICT.
$(foreach name,PAUSE PREDICT MAP VM ANONYMOUS,$(if $(filter 0,$(value $(name))),$(eval override $(name) :=)))
export $(typed)

# Root in a tree of somebody else (sudo make ...) does nothing here but to start each goal again as its owner: what is
# built, run and written is that one's, and what that one has written is not run by root. Only to install is root's.
owner := $(if $(filter command,$(origin COMPILING)),,$(shell \
	[ "$$(id -u)" != 0 ] || { owner=$$(stat -c %u Makefile) && [ "$$owner" = 0 ] || echo "$$owner"; }))
ifneq ($(owner),)
.SUFFIXES:
.NOTPARALLEL:
.PHONY: all install uninstall FORCE
as_owner = +@scripts/as-owner "$$GOAL" $(MAKE) --no-print-directory

all: export GOAL = all
all: FORCE
	$(as_owner)

%: export GOAL = $@
%: FORCE
	$(as_owner)

install: export GOAL = all
install: FORCE
	$(as_owner)
	@BUILD='$(BUILD)' scripts/install install

uninstall:
	@scripts/install uninstall

Makefile: ;
else

# (A folder with a blank in its name, such as a copy, is none.)
labs := $(patsubst labs/%/lab.conf,%,$(filter labs/%/lab.conf,$(wildcard labs/*/lab.conf)))

.SUFFIXES:
.DELETE_ON_ERROR:
.PHONY: all help guest labs list doctor report collect submit matrix test quick unit test-programs bench \
	install uninstall dist new-lab clean FORCE

# Here one target follows the other. What is compiled stands in scripts/compile.mk; a make of its own reads it, parallel
# and alone in its build folder.
ifeq ($(origin COMPILING),command line)
include scripts/compile.mk
else
.NOTPARALLEL:
compile    = $(call compile_in,$(BUILD))
compile_in = scripts/compile '$(1)' $(MAKE) -rs --no-print-directory COMPILING=yes 'BUILD=$(1)'

all unit test-programs:
	+@$(compile) $@

# Any file of the build folder.
$(BUILD)/%: export FILE = $@
$(BUILD)/%: FORCE
	+@$(compile) "$$FILE"

help:
	@scripts/help

# --- runs

# What was typed, as options.
options = $${SIZE:+--size="$$SIZE"} $${LIMIT:+--limit="$$LIMIT"} $${RUNS:+--runs="$$RUNS"} \
	$${SAMPLE:+--sample="$$SAMPLE"} $${SEED:+--seed="$$SEED"} $${PAUSE:+--pause} $${PREDICT:+--predict} \
	$${MAP:+--map} $${RESULTS:+--results="$$RESULTS"} $${VM:+--cap=vm}

# Not phony: make would not look for pattern rules then.
lab-%: export LAB = $*
lab-%: FORCE
	+@$(compile) $(BUILD)/pagelab $(patsubst %,$(BUILD)/labs/%,$(filter $(labs),$*))
	@$(BUILD)/pagelab run $(options) "$$LAB"

vm-%: export LAB = $*
vm-%: override VM = 1
vm-%: FORCE
	+@$(compile) $(BUILD)/pagelab
	@$(BUILD)/pagelab run $(options) "$$LAB"

# For the virtual machine the same programs, linked statically, for its processor.
cross_x86_64  := x86_64-linux-gnu-
cross_aarch64 := aarch64-linux-gnu-
guest_tools    = $(if $(filter $(guest),$(shell uname -m)),,CC=$(cross_$(guest))gcc AR=$(cross_$(guest))ar)
guest: guest = $(or $(filter x86_64 aarch64,$(VM_ARCH)),$(shell uname -m))
guest:
	+@$(call compile_in,$(BUILD)/vm-$(guest)) $(guest_tools) LDFLAGS='-static -s' static=yes cgroup_libs= sqlite_libs= all

labs:
	+@$(compile) all
	@$(BUILD)/pagelab run --all $(options)

list:
	+@$(compile) $(BUILD)/pagelab
	@$(BUILD)/pagelab list

doctor:
	+@$(compile) $(BUILD)/pagelab
	@$(BUILD)/pagelab doctor $${RESULTS:+--results="$$RESULTS"}

# Without its tools it writes what it can, and says so.
report:
	+@$(compile) $(BUILD)/pagelab
	@scripts/setup report || :
	@$(BUILD)/pagelab report $${RESULTS:+--results="$$RESULTS"}

# Built after libsqlite3 has come. The runs are in FROM, else in RESULTS; the files go to RESULTS, never to FROM.
collect:
	@scripts/setup collect || :
	+@$(compile) $(BUILD)/pagelab
	@from=$${FROM:-$$RESULTS}; \
	$(BUILD)/pagelab collect $${RESULTS:+--out="$$RESULTS"} $${ROSTER:+--roster="$$ROSTER"} \
		$${ANONYMOUS:+--anonymous} -- $${from:+"$$from"}

# All labs are built: they know which sizes are whose.
submit:
	+@$(compile) all
	@scripts/setup report || :
	@$(BUILD)/pagelab submit --seed="$${ID:-$$SEED}" $${ANSWERS:+--answers="$$ANSWERS"} -- $${RESULTS:+"$$RESULTS"}

# Without all of its tools it runs what it can.
matrix:
	@scripts/setup matrix || :
	@scripts/matrix

# --- for others: installed, packed, and a lab of one's own

install:
	+@$(compile) all
	@BUILD='$(BUILD)' scripts/install install

uninstall:
	@scripts/install uninstall

dist:
	@BUILD='$(BUILD)' scripts/dist

new-lab:
	@scripts/new-lab "$$NAME"

clean:
	@rm -rf $(BUILD)

# --- tests: tests/run runs and counts all, or those named

# Without a browser its tests are skipped, with the reason.
test:
	@scripts/setup test
	@scripts/setup browser || :
	@tests/run $${TEST:+"$$TEST"}

# What one runs while working.
quick:
	@scripts/setup test
	@tests/run quick

# Without psutil and smem their rows are skipped, with the reason.
bench:
	@scripts/setup bench || :
	+@$(compile) all $(BUILD)/bench $(BUILD)/tests/labs/empty-steps
	@$(BUILD)/bench
endif

endif

FORCE:
