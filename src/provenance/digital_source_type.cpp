// SPDX-License-Identifier: Apache-2.0
#include "provenance/digital_source_type.hpp"

#include <algorithm>
#include <array>

namespace redress::provenance {
namespace {

using Type = DigitalSourceType;

struct Term {
  Type type;
  std::string_view name;
  Making making;
};

constexpr std::array terms{
    Term{Type::trained_algorithmic_media, "trainedAlgorithmicMedia", Making::ai_generated},
    Term{Type::composite_with_trained_algorithmic_media, "compositeWithTrainedAlgorithmicMedia", Making::ai_edited},
    Term{Type::algorithmic_media, "algorithmicMedia", Making::other},
    Term{Type::composite_synthetic, "compositeSynthetic", Making::ai_edited},
    Term{Type::algorithmically_enhanced, "algorithmicallyEnhanced", Making::other},
    Term{Type::trained_algorithmic_data, "trainedAlgorithmicData", Making::ai_generated},
    Term{Type::data_driven_media, "dataDrivenMedia", Making::other},
    Term{Type::digital_art, "digitalArt", Making::possible},
    Term{Type::digital_creation, "digitalCreation", Making::possible},
    Term{Type::virtual_recording, "virtualRecording", Making::other},
    Term{Type::human_edits, "humanEdits", Making::other},
    Term{Type::minor_human_edits, "minorHumanEdits", Making::other},
    Term{Type::digital_capture, "digitalCapture", Making::captured},
    Term{Type::computational_capture, "computationalCapture", Making::captured},
    Term{Type::composite, "composite", Making::possible},
    Term{Type::composite_capture, "compositeCapture", Making::captured},
    Term{Type::screen_capture, "screenCapture", Making::possible},
    Term{Type::negative_film, "negativeFilm", Making::captured},
    Term{Type::positive_film, "positiveFilm", Making::captured},
    Term{Type::print, "print", Making::captured},
    Term{Type::empty, "empty", Making::other},
};

const Term& term_of(Type type) {
  return *std::find_if(terms.begin(), terms.end(), [&](const Term& term) { return term.type == type; });
}

std::string_view strip_vocabulary(std::string_view text) {
  constexpr std::string_view word = "digitalsourcetype/";
  const std::size_t at = text.find(word);
  return at == text.npos ? text : text.substr(at + word.size());
}

}  // namespace

std::optional<DigitalSourceType> parse_digital_source_type(std::string_view text) {
  constexpr std::string_view white = " \t\r\n";
  const std::size_t first = text.find_first_not_of(white);
  if (first == text.npos) return std::nullopt;
  std::string_view name = strip_vocabulary(text.substr(first, text.find_last_not_of(white) - first + 1));
  if (name == "compositedWithTrainedAlgorithmicMedia") return Type::composite_with_trained_algorithmic_media;
  for (const Term& term : terms) {
    if (term.name == name) return term.type;
  }
  return std::nullopt;
}

std::string_view digital_source_type_name(DigitalSourceType type) { return term_of(type).name; }
Making making_of(DigitalSourceType type) { return term_of(type).making; }

}  // namespace redress::provenance
