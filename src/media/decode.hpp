// SPDX-License-Identifier: Apache-2.0
// media/decode.hpp — a file from outside in, a fingerprint and a harmless preview out. The file is decoded in a process
// of its own, one per file and never reused, that sees nothing but the file's bytes and the pipe it answers on. Films
// and sound are decoded by programs, each alone with a copy of the file; what they pour out goes to such a process.
//
// Use this when   bytes come from anyone but us. There is no other door to a decoder.
// Shapes          JPEG, PNG, WebP, GIF (its first frame), AVIF, HEIC (where `heif-convert` is installed); told by magic
//                 bytes. Recordings: MP4, QuickTime, Matroska, WebM (where `ffmpeg` is installed); MP3, WAV, Ogg,
//                 FLAC and the sound of films (where `fpcalc` is).
// Units           bytes, pixels, ms. Limits on a file: file_bytes_max, pixel_count_max, side_max, frame_count_max,
//                 ratio_max.
// Errors          invalid: not a picture, damaged, too many pixels, or it broke its sandbox's rules. unsupported: a
//                 kind we do not decode. exhausted: a limit of time, memory or size, or at_once_max files are being
//                 decoded. not_found: no such file. unavailable: the decoding service itself is gone, or a recording
//                 needs a program that is not installed.
//                 A crash, an endless loop or a forbidden system call of a decoder is an Error, never a fault of the
//                 server.
// Threads         start() before the process has a second thread and before secrets are loaded: the workers are forked
//                 from what the process is then. All else from any thread.
// Lifetime        workers end with their file; the service ends with the Decoder, or with the process however that
//                 ends.
// Cost            about 1 ms, the decoding itself and the hashing of the bytes (docs/decisions/0011).
// Source          trust requirements S1 (process), S2 (formats), S3 (bombs): docs/decisions/0011.
// Never           parses a byte of the file in the calling process: there it is only hashed, and its first bytes are
//                 compared with those of recordings. Logs a path or a fingerprint.
#pragma once

#include <chrono>
#include <memory>
#include <optional>

#include "media/fingerprint.hpp"
#include "media/plane.hpp"
#include "media/video.hpp"

namespace redress::media {

enum class Format { jpeg, png, webp, gif, avif, heic };
[[nodiscard]] std::string_view render(Format format);

inline constexpr std::uint64_t file_bytes_max = 200'000'000;
inline constexpr std::uint64_t pixel_count_max = 50'000'000;
inline constexpr std::uint32_t side_max = 20'000;
inline constexpr std::uint32_t frame_count_max = 500;
inline constexpr std::uint32_t ratio_max = 1'000;  // pixel bytes to file bytes, for pictures over 8 MiB of pixels

// Both made from pixels by our own encoder outside the sandbox: upright, no metadata, nothing of the file's own bytes.
struct Preview {
  Bytes jpeg;          // long edge ≤ preview_side_max
  Bytes blurred_jpeg;  // colours and shapes, nothing recognisable
};

struct Examination {
  Fingerprint fingerprint;
  Format format = Format::jpeg;
  int orientation =
      1;  // EXIF 1…8: how a viewer turns the stored pixels. Width, height and PDQ are of the stored pixels
  std::uint32_t frame_count = 1;
  Luma luma = Luma::full;  // scaled: the PDQ hashes are for screening only
  std::optional<Preview> preview;
  std::optional<Plane> plane;  // long edge ≤ plane_side_max (with a preview: ≤ preview_side_max), as stored
};

// plane: for features.hpp, which then work on pixels and never on the file; all: with the preview, from one decoding.
// screening: for a large JPEG the faster hash
// of a smaller decoding; width, height, SHA-256 and MD5 are as ever.
enum class Want { fingerprint, fingerprint_and_preview, fingerprint_and_plane, all, screening };
inline constexpr std::uint32_t plane_side_max = 768;

// What the kernel lets us build the sandbox from; printed by `redress serve` at its start.
struct SandboxStatus {
  bool seccomp = false;
  int landlock_abi = 0;         // 0: the kernel has none, seccomp stands alone
  bool own_namespaces = false;  // network, mounts, IPC and host name
  bool own_user = false;
  bool heic = false;
  bool video = false;  // ffmpeg can be run
  bool sound = false;  // fpcalc can be run
};

struct DecodeOptions {
  std::size_t at_once_max = 32;
  std::chrono::milliseconds wall_max{10'000};
  std::chrono::seconds cpu_max{5};
  std::uint64_t memory_bytes_max = 512U << 20;
  std::uint32_t preview_side_max = 1'280;
  std::size_t recordings_at_once_max = 8;
  std::string heif_convert = "/usr/bin/heif-convert";
  bool converts_exactly = false;  // HEIC with all its colours, which takes longer
  std::string ffmpeg = "/usr/bin/ffmpeg";
  std::string fpcalc = "/usr/bin/fpcalc";
};

class Decoder {
 public:
  [[nodiscard]] static Result<Decoder> start(const DecodeOptions& options = {});
  ~Decoder();
  Decoder(Decoder&&) noexcept;
  Decoder& operator=(Decoder&&) noexcept;

  [[nodiscard]] Result<Examination> examine(ByteView bytes, Want want = Want::fingerprint) const;
  // A regular file, read from its start whatever its position; the descriptor stays the caller's.
  [[nodiscard]] Result<Examination> examine(int descriptor, Want want = Want::fingerprint) const;
  [[nodiscard]] Result<Examination> examine_file(const std::string& path, Want want = Want::fingerprint) const;

  // A film or sound. A limit of the plan that is reached ends it, and is no error: is_cut_short.
  [[nodiscard]] Result<Video> examine_recording(int descriptor, const VideoPlan& plan = {}) const;
  [[nodiscard]] Result<Video> examine_recording_file(const std::string& path, const VideoPlan& plan = {}) const;

  [[nodiscard]] SandboxStatus status() const;

 private:
  struct State;
  explicit Decoder(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// For a file that cannot be decoded: it still matches an identical one. Errors: not_found, exhausted, unavailable.
[[nodiscard]] Result<Hasher::Both> hash_file(const std::string& path);

// Which of the two kinds of examination a file is for. Errors: not_found.
[[nodiscard]] Result<bool> is_recording_file(const std::string& path);

}  // namespace redress::media
