// SPDX-License-Identifier: Apache-2.0
// report/dsa_settings.hpp — what the platform says once for all its statements to the DSA Transparency Database.
//
// Shapes          [dsa] of docs/reference/configuration.md.
// Errors          verify_settings: invalid, naming the key and what it takes.
// Threads         values.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace redress::report {

struct DsaSettings {
  std::vector<std::string> territory = {"EEA"};  // where the service is offered: "EEA", "EU", or its states one by one
  std::string account_type;                      // "private", "business"; empty: not said
  std::string content_type = "image";            // of what was never registered with the upload check
  std::string content_language;                  // where the reviewer named none; empty: not said
  std::string terms_url;                         // of the terms and conditions
  std::map<std::string, std::string, std::less<>> clauses;  // "terms/4.2" → the clause, as the public may read it
};

[[nodiscard]] Status verify_settings(const DsaSettings& settings);

}  // namespace redress::report
