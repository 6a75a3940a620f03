#pragma once
// How long and how many: what Meta accepts in a message and in a template.
// Source: Cloud API reference, Messages and Message templates, read 2025-12 to 2026-08
// (cloud-api 7.2, 7.5, 8.1, 10.3). "Chars" are Unicode code points, as far as is known; Meta
// answers 131009 or 100 to more. A table of facts, longer than a file should be for that reason.

#include <cstddef>

namespace waypost::templating {

// Text and media.
inline constexpr std::size_t kTextCharsMax = 4096;     ///< text.body
inline constexpr std::size_t kCaptionCharsMax = 1024;  ///< image, video, document
inline constexpr std::size_t kLinkBytesMax = 2048;     ///< media links, URLs; ours (B.7)
inline constexpr std::size_t kFileNameBytesMax = 240;  ///< document.filename; ours (B.7)
inline constexpr std::size_t kContactsMin = 1;
inline constexpr std::size_t kContactsMax = 257;     ///< cards in a contacts message
inline constexpr std::size_t kOpaqueCharsMax = 512;  ///< biz_opaque_callback_data
inline constexpr std::size_t kPinDaysMin = 1;
inline constexpr std::size_t kPinDaysMax = 30;

// Interactive: the parts that several kinds share. List bodies may have 4096 by the newest page,
// 1024 by older ones and most peers: 1024 is safe.
inline constexpr std::size_t kInteractiveBodyCharsMax = 1024;
inline constexpr std::size_t kHeaderCharsMax = 60;
inline constexpr std::size_t kFooterCharsMax = 60;

// Reply buttons.
inline constexpr std::size_t kButtonsMin = 1;
inline constexpr std::size_t kButtonsMax = 3;
inline constexpr std::size_t kButtonTitleCharsMax = 20;
inline constexpr std::size_t kButtonIdCharsMax = 256;

// Lists.
inline constexpr std::size_t kListButtonCharsMax = 20;
inline constexpr std::size_t kSectionsMin = 1;
inline constexpr std::size_t kSectionsMax = 10;
inline constexpr std::size_t kSectionTitleCharsMax = 24;
inline constexpr std::size_t kRowsMin = 1;
inline constexpr std::size_t kRowsMax = 10;  ///< in all sections together
inline constexpr std::size_t kRowTitleCharsMax = 24;
inline constexpr std::size_t kRowDescriptionCharsMax = 72;
inline constexpr std::size_t kRowIdCharsMax = 200;

// URL buttons, flows, products, carousels.
inline constexpr std::size_t kDisplayTextCharsMax = 20;
inline constexpr std::size_t kFlowCtaCharsMax = 30;
inline constexpr std::size_t kProductSectionsMin = 1;
inline constexpr std::size_t kProductSectionsMax = 10;
inline constexpr std::size_t kProductsMin = 1;
inline constexpr std::size_t kProductsMax = 30;  ///< in all sections together
inline constexpr std::size_t kCardsMin = 2;
inline constexpr std::size_t kCardsMax = 10;
inline constexpr std::size_t kCardBodyCharsMax = 160;
inline constexpr std::size_t kCardBodyLineBreaksMax = 2;

// Template sends.
inline constexpr std::size_t kTemplateBodyCharsMax = 1024;  ///< after filling
inline constexpr std::size_t kTemplateHeaderCharsMax = 60;  ///< after filling
inline constexpr std::size_t kTemplateCardBodyCharsMax = 160;
inline constexpr std::size_t kCouponCodeCharsMax = 20;  ///< 15 before December 2025
inline constexpr std::size_t kOtpCodeCharsMax = 15;
inline constexpr std::size_t kVoiceCallTtlMinutesMin = 1;
inline constexpr std::size_t kVoiceCallTtlMinutesMax = 43'200;

// Template definitions.
inline constexpr std::size_t kTemplateNameCharsMax = 512;
inline constexpr std::size_t kTemplateHeaderParametersMax = 1;
inline constexpr std::size_t kTemplateLimitedOfferBodyCharsMax = 600;
inline constexpr std::size_t kTemplateLimitedOfferTextCharsMax = 16;
inline constexpr std::size_t kTemplateFooterCharsMax = 60;
inline constexpr std::size_t kTemplateButtonsMax = 10;
inline constexpr std::size_t kTemplateUrlButtonsMax = 2;
inline constexpr std::size_t kTemplatePhoneButtonsMax = 1;
inline constexpr std::size_t kTemplateCopyCodeButtonsMax = 1;
inline constexpr std::size_t kTemplateButtonLabelCharsMax = 25;
inline constexpr std::size_t kTemplateUrlCharsMax = 2000;
inline constexpr std::size_t kTemplatePhoneCharsMax = 20;
inline constexpr std::size_t kTemplateCardButtonsMin = 1;
inline constexpr std::size_t kTemplateCardButtonsMax = 2;

// Media files, bytes.
inline constexpr std::size_t kAudioBytesMax = 16U << 20;
inline constexpr std::size_t kVoiceBytesMax = 512U << 10;  ///< larger ones play, but not as a note
inline constexpr std::size_t kImageBytesMax = 5U << 20;
inline constexpr std::size_t kVideoBytesMax = 16U << 20;
inline constexpr std::size_t kDocumentBytesMax = 100U << 20;
inline constexpr std::size_t kStickerBytesMax = 100U << 10;
inline constexpr std::size_t kAnimatedStickerBytesMax = 500U << 10;

}  // namespace waypost::templating
