// SPDX-License-Identifier: Apache-2.0
#include "provenance/producers.hpp"

#include <algorithm>

namespace redress::provenance {
namespace {

// Words are in lower case and long enough to be nobody's name or place.
struct Tool {
  std::string_view word;
  std::string_view producer;
  Making making = Making::ai_generated;
  Strength strength = Strength::suggests;
};

constexpr auto edited = Making::ai_edited;
constexpr auto possible = Making::possible;
constexpr auto generated = Making::ai_generated;
constexpr auto states = Strength::states;

constexpr std::array tools{
    Tool{"made with google ai", "Google", generated, states},
    Tool{"edited with google ai", "Google", edited, states},
    Tool{"imagined with ai", "Meta AI", generated, states},
    Tool{"made with meta ai", "Meta AI", generated, states},
    Tool{"ai generated;txt2img;flux", "Black Forest Labs", generated, states},
    Tool{"ai generated;img2img;flux", "Black Forest Labs", edited, states},
    Tool{"black forest labs", "Black Forest Labs"},
    Tool{"apple image playground", "Apple Image Playground", generated, states},
    Tool{"apple photos clean up", "Apple Clean Up", edited, states},
    Tool{"made with suno", "Suno", generated, states},
    Tool{"openai", "OpenAI"},
    Tool{"dall-e", "OpenAI"},
    Tool{"dall\xc2\xb7"
         "e",
         "OpenAI"},
    Tool{"chatgpt", "OpenAI"},
    Tool{"gpt-image", "OpenAI"},
    Tool{"adobe firefly", "Adobe Firefly"},
    Tool{"microsoft designer", "Microsoft Designer", possible},
    Tool{"bing image creator", "Bing Image Creator"},
    Tool{"midjourney", "Midjourney"},
    Tool{"novelai", "NovelAI"},
    Tool{"comfyui", "ComfyUI"},
    Tool{"invokeai", "InvokeAI"},
    Tool{"fooocus", "Fooocus"},
    Tool{"swarmui", "SwarmUI"},
    Tool{"draw things", "Draw Things"},
    Tool{"easy diffusion", "Easy Diffusion"},
    Tool{"stable diffusion", "Stable Diffusion"},
    Tool{"stability ai", "Stability AI"},
    Tool{"stability.ai", "Stability AI"},
    Tool{"dreamstudio", "Stability AI"},
    Tool{"ideogram ai", "Ideogram"},
    Tool{"reve.com", "Reve"},
    Tool{"leonardo.ai", "Leonardo"},
    Tool{"recraft", "Recraft"},
    Tool{"runwayml", "Runway"},
    Tool{"kling ai", "Kling"},
    Tool{"klingai", "Kling"},
    Tool{"pika labs", "Pika"},
    Tool{"luma dream machine", "Luma Dream Machine"},
    Tool{"lumalabs", "Luma Dream Machine"},
    Tool{"hailuo ai", "Hailuo"},
    Tool{"jimeng", "Jimeng"},
    Tool{"\xe5\x8d\xb3\xe6\xa2\xa6", "Jimeng"},
    Tool{"dreamina", "Dreamina"},
    Tool{"doubao", "Doubao"},
    Tool{"\xe8\xb1\x86\xe5\x8c\x85", "Doubao"},
    Tool{"tongyi wanxiang", "Tongyi Wanxiang"},
    Tool{"\xe9\x80\x9a\xe4\xb9\x89\xe4\xb8\x87\xe7\x9b\xb8", "Tongyi Wanxiang"},
    Tool{"\xe6\x96\x87\xe5\xbf\x83\xe4\xb8\x80\xe6\xa0\xbc", "Wenxin Yige"},
    Tool{"canva magic media", "Canva Magic Media"},
    Tool{"elevenlabs", "ElevenLabs"},
    Tool{"nightcafe", "NightCafe"},
    Tool{"craiyon", "Craiyon"},
    Tool{"krea.ai", "Krea"},
};

// Fields in which software and credits are named, whatever the container. A title, a caption or a keyword is none:
// people write there about these tools.
constexpr std::array tool_fields{
    std::string_view("software"),
    std::string_view("make"),
    std::string_view("xmp:creatortool"),
    std::string_view("photoshop:credit"),
    std::string_view("tiff:software"),
    std::string_view("tiff:make"),
    std::string_view("2:65"),
    std::string_view("2:110"),
    std::string_view("isft"),
    std::string_view("tsse"),
    std::string_view("tenc"),
    std::string_view("encoder"),
    std::string_view("encoded_by"),
    std::string_view("\xa9too"),
    std::string_view("\xa9swr"),
    std::string_view("com.apple.quicktime.software"),
    std::string_view("comm"),
    std::string_view("comment"),
    std::string_view("iptc4xmpext:aisystemused"),
    std::string_view("creator tool"),
    std::string_view("author"),
    std::string_view("artist"),
};

// In a field where people write too, only a phrase that says it counts.
bool holds_free_text(std::string_view name) {
  return name == "comm" || name == "comment" || name == "author" || name == "artist";
}

bool has(std::string_view text, std::string_view part) { return text.find(part) != text.npos; }

// "reve.com" but not "forever.com".
bool has_word(std::string_view text, std::string_view word) {
  for (std::size_t at = text.find(word); at != text.npos; at = text.find(word, at + 1)) {
    const char before = at == 0 ? ' ' : text[at - 1];
    if (!((before >= 'a' && before <= 'z') || (before >= '0' && before <= '9'))) return true;
  }
  return false;
}

bool is_hex(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

// 8-4-4-4-12 hexadecimal digits at the start.
bool begins_uuid(std::string_view text) {
  constexpr std::size_t uuid_letters = 36;
  if (text.size() < uuid_letters) return false;
  const std::string folded = fold_case(text.substr(0, uuid_letters));
  for (const std::size_t dash : {8U, 13U, 18U, 23U}) {
    if (folded[dash] != '-') return false;
  }
  return is_hex(folded.substr(0, 8)) && is_hex(folded.substr(9, 4)) && is_hex(folded.substr(14, 4)) &&
         is_hex(folded.substr(19, 4)) && is_hex(folded.substr(24));
}

// "Steps: 20, Sampler: Euler a, CFG scale: 7, Seed: 1": the settings that the web UI writes in one line.
std::optional<Mark> find_parameters(const Fact& fact) {
  const std::string_view value = fact.value;
  if (has(value, "\"sui_image_params\"")) return Mark{"SwarmUI", generated, states};
  if (fact.name == "fooocus_scheme" || has(value, "Version: Fooocus")) return Mark{"Fooocus", generated, states};
  const bool settings =
      has(value, "Steps: ") && has(value, "Seed: ") && (has(value, "Sampler: ") || has(value, "CFG scale: "));
  return settings ? std::optional(Mark{"Stable Diffusion web UI", generated, states}) : std::nullopt;
}

// A graph of nodes, as JSON: the prompt names classes, the workflow links.
std::optional<Mark> find_graph(const Fact& fact) {
  const std::string_view value = fact.value;
  const bool prompt = has(value, "\"class_type\"") && has(value, "\"inputs\"");
  const bool workflow = has(value, "\"nodes\"") && has(value, "\"links\"") && has(value, "\"last_node_id\"");
  return prompt || workflow ? std::optional(Mark{"ComfyUI", generated, states}) : std::nullopt;
}

std::optional<Mark> find_by_name(const Fact& fact) {
  if (fact.name == "invokeai_metadata" || fact.name == "invokeai_graph" || fact.name == "sd-metadata") {
    return Mark{"InvokeAI", generated, states};
  }
  if (fact.name == "Dream" && has(fact.value, " -s") && has(fact.value, " -S"))
    return Mark{"InvokeAI", generated, states};
  if (fact.name == "use_stable_diffusion_model") return Mark{"Easy Diffusion", generated, states};
  if (fact.name == "hf-job-id") return Mark{"Hugging Face job", generated, Strength::suggests};
  if (fact.name == "fooocus_scheme") return Mark{"Fooocus", generated, states};
  if (fact.name == "sui_image_params") return Mark{"SwarmUI", generated, states};
  return std::nullopt;
}

std::optional<Mark> find_json(const Fact& fact) {
  const std::string_view value = fact.value;
  if (!value.starts_with("{")) return std::nullopt;
  if (fact.name == "Comment" && has(value, "\"uc\"") && has(value, "\"sampler\""))
    return Mark{"NovelAI", generated, states};
  if (has(value, "\"use_stable_diffusion_model\"")) return Mark{"Easy Diffusion", generated, states};
  const bool draws =
      has(value, "\"sampler\"") && has(value, "\"seed\"") && has(value, "\"scale\"") && has(value, "\"steps\"");
  return draws ? std::optional(Mark{"Draw Things", generated, states}) : std::nullopt;
}

}  // namespace

std::string fold_case(std::string_view text) {
  std::string folded(text);
  for (char& c : folded) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  }
  return folded;
}

std::optional<Mark> find_habit(const Fact& fact) {
  if (const auto mark = find_by_name(fact)) return mark;
  if (const auto mark = find_parameters(fact)) return mark;
  if (const auto mark = find_graph(fact)) return mark;
  if (const auto mark = find_json(fact)) return mark;
  const std::size_t job = fact.value.find("Job ID: ");
  if (job != std::string::npos && begins_uuid(std::string_view(fact.value).substr(job + 8))) {
    return Mark{"Midjourney", generated, Strength::suggests};
  }
  return std::nullopt;
}

std::optional<Mark> find_tool(const Fact& fact) {
  const std::string name = fold_case(fact.name);
  if (std::find(tool_fields.begin(), tool_fields.end(), name) == tool_fields.end()) return std::nullopt;
  constexpr std::size_t name_bytes_max = 512;  // a longer one names no tool
  const std::string value = fold_case(std::string_view(fact.value).substr(0, name_bytes_max));
  for (const Tool& tool : tools) {
    if (holds_free_text(name) && tool.strength != states) continue;
    if (has_word(value, tool.word)) return Mark{tool.producer, tool.making, tool.strength};
  }
  return std::nullopt;
}

std::vector<std::string_view> list_tools() {
  std::vector<std::string_view> names{"Stable Diffusion web UI", "Hugging Face job", "xAI Grok", "IPTC", "AIGC"};
  for (const Tool& tool : tools) names.push_back(tool.producer);
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

}  // namespace redress::provenance
