#!/bin/sh
# Builds pages/device/pdq.cpp and the server's own PDQ into one WebAssembly file: build.sh SOURCE_ROOT OUT.wasm
# The flags are those of the native kernel where they can change a bit: no contraction.
set -eu
root=$1
out=$2
include=$(mktemp -d)
trap 'rm -rf "$include"' EXIT
# Highway has headers alone here; of /usr/include nothing else may be seen, since it is another machine's.
ln -s /usr/include/hwy "$include/hwy"
${EMCC:-emcc} -O3 -std=c++20 -ffp-contract=off -msimd128 -fno-exceptions -fno-rtti \
  -DNDEBUG -DHWY_COMPILE_ONLY_STATIC -DHWY_HEADER_ONLY -I"$root/src" -I"$include" \
  "$root/pages/device/pdq.cpp" "$root/src/media/pdq.cpp" "$root/src/media/pdq_axis.cpp" "$root/src/media/pdq_kernel.cpp" \
  -o "$out" --no-entry -sALLOW_MEMORY_GROWTH=1 -sEXPORTED_FUNCTIONS=_begin,_row,_add_row,_finish,_hash
