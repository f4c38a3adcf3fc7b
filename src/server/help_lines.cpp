// SPDX-License-Identifier: Apache-2.0
#include "server/help_lines.hpp"

#include <array>

namespace redress::server {
namespace {

struct Line {
  std::string_view country;  // "": everywhere
  std::string_view kind;     // messages: "help.kind.…"
  std::string_view number;
  std::string_view name;
};

constexpr std::array<Line, 39> lines{{
    {"IN", "emergency", "112", ""},                                   // 112.gov.in
    {"IN", "women", "181", ""},                                       // wcd.nic.in, women helpline
    {"IN", "children", "1098", "Childline"},                          // childlineindia.org
    {"IN", "cybercrime", "1930", "cybercrime.gov.in"},                // cybercrime.gov.in
    {"US", "emergency", "911", ""},                                   //
    {"US", "pictures", "844-878-2274", "CCRI Image Abuse Helpline"},  // cybercivilrights.org
    {"US", "children", "1-800-843-5678", "NCMEC"},                    // missingkids.org
    {"US", "crisis", "988", "988 Suicide & Crisis Lifeline"},         // 988lifeline.org
    {"GB", "emergency", "999", ""},                                   //
    {"GB", "pictures", "0345 6000 459", "Revenge Porn Helpline"},     // revengepornhelpline.org.uk
    {"GB", "children", "0800 1111", "Childline"},                     // childline.org.uk
    {"GB", "crisis", "116 123", "Samaritans"},                        // samaritans.org
    {"DE", "emergency", "112", ""},                                   //
    {"DE", "women", "116 016", "Hilfetelefon"},                       // hilfetelefon.de
    {"DE", "children", "116 111", "Nummer gegen Kummer"},             // nummergegenkummer.de
    {"FR", "emergency", "112", ""},                                   //
    {"FR", "pictures", "3018", "e-Enfance"},                          // e-enfance.org
    {"FR", "women", "3919", "Violences Femmes Info"},                 // solidaritefemmes.org
    {"ES", "emergency", "112", ""},                                   //
    {"ES", "women", "016", ""},                                       // violenciagenero.igualdad.gob.es
    {"ES", "cybercrime", "017", "INCIBE"},                            // incibe.es
    {"PT", "emergency", "112", ""},                                   //
    {"PT", "victims", "116 006", "APAV"},                             // apav.pt
    {"BR", "emergency", "190", ""},                                   //
    {"BR", "women", "180", "Ligue 180"},                              // gov.br/mulheres
    {"BR", "children", "100", "Disque 100"},                          // gov.br/mdh
    {"AU", "emergency", "000", ""},                                   //
    {"AU", "women", "1800 737 732", "1800RESPECT"},                   // 1800respect.org.au
    {"AU", "pictures", "", "esafety.gov.au"},                         // esafety.gov.au
    {"CA", "emergency", "911", ""},                                   //
    {"CA", "pictures", "", "needhelpnow.ca"},                         // needhelpnow.ca
    {"KR", "emergency", "112", ""},                                   //
    {"KR", "women", "1366", ""},                                      // women1366.kr
    {"KR", "pictures", "02-735-8994", ""},                            // d4u.stop.or.kr
    {"JP", "emergency", "110", ""},                                   //
    {"JP", "cybercrime", "#9110", ""},                                // npa.go.jp
    {"", "pictures", "", "stopncii.org"},                             // adults, every country
    {"", "children", "", "takeitdown.ncmec.org"},                     // under 18 in the picture, every country
    {"", "crisis", "", "findahelpline.com"},                          // by country
}};

}  // namespace

Json tell_help_lines(const Desk& desk, const report::Language& language, std::string_view country) {
  Json list = Json::array();
  for (const auto& line : lines) {
    if (!line.country.empty() && line.country != country) continue;
    list.push_back({{"kind", desk.messages.pattern(language, "help.kind." + std::string(line.kind))},
                    {"number", line.number},
                    {"name", line.name}});
  }
  return list;
}

}  // namespace redress::server
