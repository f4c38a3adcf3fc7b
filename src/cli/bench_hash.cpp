// SPDX-License-Identifier: Apache-2.0
// redress bench hash — the PDQ kernel beside the reference's filter on the same luma, and a picture's whole hash beside
// the decoding of its JPEG alone, and a film's.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdio>

#include "cli/bench_command.hpp"
#include "cli/exit.hpp"
#include "cli/figures.hpp"
#include "cli/hash_films.hpp"
#include "cli/hash_pictures.hpp"
#include "cli/seed_cases.hpp"
#include "media/formats.hpp"
#include "media/pdq_reference.hpp"

extern "C" {
#include <jpeglib.h>
}

namespace redress::cli {
namespace {

// What the reference's own program took for a plane of this long edge (facebook/ThreatExchange at baefb4ed, AMD EPYC of
// the Zen 4 class, g++ 12), and how many times that our kernel must be.
struct Published {
  std::uint32_t longest;
  double reference_ms;
  double times_wanted;
};
constexpr std::array<Published, 3> published{{{512, 4.06, 80}, {1'024, 29.7, 150}, {4'000, 320, 200}}};
constexpr std::array<std::uint32_t, 5> sizes{256, 512, 1'024, 2'048, 4'000};
constexpr double over_decoding_max = 1.10;
constexpr double slices = 40;  // a round's seconds are shared among so many measurements

// Every luma row of a JPEG of our own making, for which libjpeg's own way with errors, to end the process, will do.
template <class OnRow>
void read_luma(const Bytes& jpeg, OnRow on_row) {
  jpeg_decompress_struct info{};
  jpeg_error_mgr errors{};
  info.err = jpeg_std_error(&errors);
  jpeg_create_decompress(&info);
  jpeg_mem_src(&info, jpeg.data(), static_cast<unsigned long>(jpeg.size()));
  CHECK(jpeg_read_header(&info, TRUE) == JPEG_HEADER_OK);
  info.out_color_space = JCS_GRAYSCALE;
  CHECK(jpeg_start_decompress(&info));
  Bytes row(info.output_width);
  while (info.output_scanline < info.output_height) {
    JSAMPROW to = row.data();
    CHECK(jpeg_read_scanlines(&info, &to, 1) == 1);
    on_row(row);
  }
  jpeg_finish_decompress(&info);
  jpeg_destroy_decompress(&info);
}

struct Plane {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  Bytes luma;
};

Plane read_plane(const Bytes& jpeg) {
  Plane plane;
  read_luma(jpeg, [&](const Bytes& row) {
    plane.width = static_cast<std::uint32_t>(row.size());
    plane.luma.insert(plane.luma.end(), row.begin(), row.end());
    ++plane.height;
  });
  return plane;
}

media::PdqResult hash_plane(const Plane& plane) {
  media::PdqAccumulator pdq(plane.width, plane.height);
  const std::span<const std::uint8_t> luma(plane.luma);
  for (std::size_t y = 0; y < plane.height; ++y) pdq.add_row(luma.subspan(y * plane.width, plane.width));
  return pdq.finish();
}

media::PdqResult decode_and_hash(const Bytes& jpeg, media::Luma luma) {
  media::Decoded decoded;
  CHECK(media::decode_picture(jpeg, 0, decoded, luma) == media::Refusal::none);
  return decoded.pdq;
}

int count_wrong_bits(const media::PdqResult& a, const media::PdqResult& b) {
  int bits = 0;
  for (std::size_t i = 0; i < a.hashes.size(); ++i) bits += media::distance_bits(a.hashes[i], b.hashes[i]);
  return bits;
}

// One size: its pictures, and what is measured of them in each round.
class Size {
 public:
  Size(std::uint32_t longest, const std::vector<Bytes>& jpegs, const BenchOptions& options, Figures& figures)
      : name_(std::to_string(longest)), jpegs_(jpegs), slice_ms_(options.seconds * 1'000 / slices), figures_(figures) {
    for (const Bytes& jpeg : jpegs) planes_.push_back(read_plane(jpeg));
  }

  void run_round() {
    const double reference_ms = run_reference();
    const double kernel_ms = time_each([&](std::size_t i) { keep(hash_plane(planes_[i])); });
    add("reference_filter", reference_ms, "ms");
    add("kernel", kernel_ms, "ms");
    add("kernel_over_reference", reference_ms / kernel_ms, "times");
    run_decoding();
  }

 private:
  void add(const std::string& figure, double value, const std::string& unit) {
    figures_.add(figure + "_" + name_, value, unit);
  }
  void keep(const media::PdqResult& result) { kept_ += result.quality; }  // or the compiler would leave it out

  template <class Run>
  double time_once(Run run) {
    const double start = thread_cpu_ms();
    run();
    return thread_cpu_ms() - start;
  }

  // Mean of a picture. One after the other, each for its share of the slice: where rows come from is a decoder's cache,
  // not memory.
  template <class Run>
  double time_each(Run run) {
    double ms = 0;
    for (std::size_t i = 0; i < jpegs_.size(); ++i) {
      const double start = thread_cpu_ms();
      double passed = 0;
      int count = 0;
      for (; passed < slice_ms_ / static_cast<double>(jpegs_.size()); ++count, passed = thread_cpu_ms() - start) run(i);
      ms += passed / count;
    }
    return ms / static_cast<double>(jpegs_.size());
  }

  // The filter, and the same hash from it as from the kernel. The copy that the filter overwrites is not timed.
  double run_reference() {
    double ms = 0;
    for (const Plane& plane : planes_) {
      std::vector<float> floats(plane.luma.begin(), plane.luma.end());
      media::PdqResult reference;
      ms += time_once([&] {
        reference =
            media::hash_samples_plainly(media::filter_as_reference(std::move(floats), plane.width, plane.height));
      });
      figures_.add("wrong_bits", count_wrong_bits(reference, hash_plane(plane)), "");
    }
    return ms / static_cast<double>(planes_.size());
  }

  // In turns, so that whatever else the machine does weighs on all alike.
  void run_decoding() {
    double decode_ms = 0;
    double hash_ms = 0;
    double screening_ms = 0;
    std::size_t count = 0;
    const double start = thread_cpu_ms();
    do {
      for (const Bytes& jpeg : jpegs_) {
        decode_ms += time_once([&] { read_luma(jpeg, [&](const Bytes& row) { kept_ += row.front(); }); });
        hash_ms += time_once([&] { keep(decode_and_hash(jpeg, media::Luma::full)); });
        screening_ms += time_once([&] { keep(decode_and_hash(jpeg, media::Luma::scaled)); });
        ++count;
      }
    } while (thread_cpu_ms() - start < 4 * slice_ms_);
    const auto pictures = static_cast<double>(count);
    add("decode_luma", decode_ms / pictures, "ms");
    add("decode_and_hash", hash_ms / pictures, "ms");
    add("hash_over_decoding", hash_ms / decode_ms, "times");
    add("images_per_second", 1'000 * pictures / hash_ms, "1/s");
    add("screening_images_per_second", 1'000 * pictures / screening_ms, "1/s");
  }

  std::string name_;
  const std::vector<Bytes>& jpegs_;
  double slice_ms_;
  Figures& figures_;
  std::vector<Plane> planes_;
  std::int64_t kept_ = 0;
};

void set_bars(Figures& figures) {
  for (const Published& one : published) {
    const std::string size = std::to_string(one.longest);
    const double times = one.reference_ms / figures.median("kernel_" + size);
    figures.add("kernel_over_published_" + size, times, "times");
    figures.bar(
        "kernel_over_published_" + size, times >= one.times_wanted,
        fmt::format("at least {} times {} ms, which the reference program took", one.times_wanted, one.reference_ms));
  }
  for (const std::uint32_t size : sizes) {
    const std::string name = "hash_over_decoding_" + std::to_string(size);
    figures.bar(name, figures.median(name) <= over_decoding_max, "within 10 % of decoding the luma");
  }
  figures.bar("wrong_bits", figures.median("wrong_bits") == 0, "none: every hash equals the reference filter's");
}

}  // namespace

int bench_hash(const BenchOptions& options) {
  const auto decoder = media::Decoder::start();
  if (!decoder.ok()) return fail("bench hash", decoder.error());
  Figures figures("hash");
  const HashPictures pictures = make_hash_pictures(sizes);
  figures.add("photographs", static_cast<double>(pictures.photograph_count), "");
  std::vector<Size> measured;
  for (std::size_t i = 0; i < sizes.size(); ++i) measured.emplace_back(sizes[i], pictures.jpegs[i], options, figures);
  const auto progress = show_progress("round", static_cast<std::uint64_t>(options.rounds));
  for (int round = 0; round < options.rounds; ++round) {
    progress(static_cast<std::uint64_t>(round));
    for (Size& size : measured) size.run_round();
  }
  progress(static_cast<std::uint64_t>(options.rounds));
  measure_films(decoder.value(), options.rounds, figures);
  set_bars(figures);
  figures.print(options.json);
  return exit_done;
}

}  // namespace redress::cli
