// SPDX-License-Identifier: Apache-2.0
#include "server/desk.hpp"

namespace redress::server {

Result<std::unique_ptr<Desk>> Desk::open(Options options, engine::Engine& engine, store::Accounts& accounts,
                                         const media::Decoder& decoder) {
  TRY_ASSIGN(auto messages, report::Messages::load());
  TRY_ASSIGN(auto templates, Templates::load(messages));
  return std::make_unique<Desk>(std::move(options), engine, accounts, decoder, std::move(messages),
                                std::move(templates));
}

Desk::Desk(Options options_in, engine::Engine& engine_in, store::Accounts& accounts_in,
           const media::Decoder& decoder_in, report::Messages messages_in, Templates templates_in)
    : options(std::move(options_in)),
      engine(engine_in),
      accounts(accounts_in),
      decoder(decoder_in),
      messages(std::move(messages_in)),
      templates(std::move(templates_in)),
      notice_limit(options.notice_limit),
      try_limit(options.try_limit),
      previews(options.preview_folder, options.preview_bytes_max) {}

Status Desk::admit(Limit& limit, const http::Request& request, double tokens) {
  if (!options.limit_loopback && is_loopback(request.remote_address)) return Done{};
  return limit.take(request.remote_address, engine.now(), tokens);
}

}  // namespace redress::server
