# redress_embed(TARGET target NAMESPACE ns FUNCTION name ROOT folder FILES file...)
#
# Builds the files into the target and offers `std::span<const EmbeddedFile> ns::name()`; declare it where it is used.
# The assembler includes the bytes as they are, so nothing is escaped and a change of a file rebuilds one small object.
function(redress_embed)
  cmake_parse_arguments(EMBED "" "TARGET;NAMESPACE;FUNCTION;ROOT" "FILES" ${ARGN})
  list(SORT EMBED_FILES)
  set(blobs "")
  set(entries "")
  set(index 0)
  foreach(file IN LISTS EMBED_FILES)
    file(RELATIVE_PATH name ${EMBED_ROOT} ${file})
    set(symbol "redress_${EMBED_FUNCTION}_${index}")
    string(APPEND blobs "asm(\".section .rodata\\n${symbol}: .incbin \\\"${file}\\\"\\n${symbol}_end: .byte 0\\n.previous\\n\");\n"
      "extern const char ${symbol}[] asm(\"${symbol}\");\nextern const char ${symbol}_end[] asm(\"${symbol}_end\");\n")
    string(APPEND entries "    {\"${name}\", {${symbol}, static_cast<std::size_t>(${symbol}_end - ${symbol})}},\n")
    math(EXPR index "${index} + 1")
  endforeach()
  set(source ${CMAKE_CURRENT_BINARY_DIR}/${EMBED_FUNCTION}.cpp)
  file(CONFIGURE OUTPUT ${source} CONTENT
    "// Made by cmake/embed.cmake.\n#include <array>\n#include <cstddef>\n#include <span>\n\n#include \"base/embedded.hpp\"\n\n${blobs}
namespace ${EMBED_NAMESPACE} {
std::span<const redress::EmbeddedFile> ${EMBED_FUNCTION}();
std::span<const redress::EmbeddedFile> ${EMBED_FUNCTION}() {
  static const std::array<redress::EmbeddedFile, ${index}> files{{\n${entries}  }};
  return files;
}
}  // namespace ${EMBED_NAMESPACE}\n" @ONLY)
  set_source_files_properties(${source} PROPERTIES OBJECT_DEPENDS "${EMBED_FILES}")
  target_sources(${EMBED_TARGET} PRIVATE ${source})
endfunction()
