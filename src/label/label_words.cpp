// SPDX-License-Identifier: Apache-2.0
#include "label/label_words.hpp"

#include <array>
#include <string>

namespace redress::label {
namespace {

struct Words {
  Regime regime;
  std::string_view language;
  std::array<std::string_view, 3> of_class;  // generated, modified, suspected
};

// Capitals where a script has them: every letter is then as high as the law wants one to be.
constexpr std::array<Words, 11> all_words = {{
    {Regime::india, "en", {"AI GENERATED", "ALTERED WITH AI", "POSSIBLY AI GENERATED"}},
    {Regime::india, "hi", {"एआई द्वारा निर्मित", "एआई द्वारा परिवर्तित", "संभवतः एआई द्वारा निर्मित"}},
    {Regime::india, "bn", {"এআই দ্বারা তৈরি", "এআই দ্বারা পরিবর্তিত", "সম্ভবত এআই দ্বারা তৈরি"}},
    {Regime::india, "ta", {"AI மூலம் உருவாக்கப்பட்டது", "AI மூலம் மாற்றப்பட்டது", "AI மூலம் உருவாக்கப்பட்டிருக்கலாம்"}},
    {Regime::india, "te", {"AI ద్వారా రూపొందించబడింది", "AI ద్వారా మార్చబడింది", "AI ద్వారా రూపొందించబడి ఉండవచ్చు"}},
    {Regime::india, "mr", {"एआय द्वारे निर्मित", "एआय द्वारे बदललेले", "कदाचित एआय द्वारे निर्मित"}},
    {Regime::india, "ur", {"اے آئی سے تیار کردہ", "اے آئی سے تبدیل شدہ", "ممکنہ طور پر اے آئی سے تیار کردہ"}},
    {Regime::india, "gu", {"AI દ્વારા બનાવેલ", "AI દ્વારા બદલેલ", "સંભવતઃ AI દ્વારા બનાવેલ"}},
    {Regime::india, "kn", {"AI ಮೂಲಕ ರಚಿಸಲಾಗಿದೆ", "AI ಮೂಲಕ ಬದಲಾಯಿಸಲಾಗಿದೆ", "AI ಮೂಲಕ ರಚಿಸಿರಬಹುದು"}},
    {Regime::eu, "en", {"AI GENERATED", "AI MODIFIED", "AI"}},
    {Regime::china, "zh", {"人工智能生成", "人工智能合成", "疑似人工智能生成"}},
}};

constexpr std::array<std::string_view, 3> regime_names = {"IN", "EU", "CN"};
constexpr std::array<std::string_view, 3> class_names = {"generated", "modified", "suspected"};

}  // namespace

Result<Regime> parse_regime(std::string_view text) {
  for (std::size_t i = 0; i < regime_names.size(); ++i) {
    if (text == regime_names.at(i)) return static_cast<Regime>(i);
  }
  return Error{Code::invalid, "the regime of a label is IN, EU or CN"};
}

Result<LabelClass> parse_label_class(std::string_view text) {
  for (std::size_t i = 0; i < class_names.size(); ++i) {
    if (text == class_names.at(i)) return static_cast<LabelClass>(i + 1);
  }
  return Error{Code::invalid, "a label says generated, modified or suspected"};
}

std::string_view default_language(Regime regime) { return regime == Regime::china ? "zh" : "en"; }

Result<std::string_view> find_label_words(Regime regime, std::string_view language, LabelClass label) {
  std::string known;
  for (const Words& words : all_words) {
    if (words.regime != regime) continue;
    if (words.language == language) return words.of_class.at(static_cast<std::size_t>(label) - 1);
    known += (known.empty() ? "" : ", ") + std::string(words.language);
  }
  return Error{Code::unsupported, "the label of " + std::string(regime_names.at(static_cast<std::size_t>(regime))) +
                                      " has words in " + known + " alone"};
}

}  // namespace redress::label
