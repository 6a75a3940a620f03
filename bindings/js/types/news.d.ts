// What `FieldChanged.value` is, once parsed: Meta's own objects, by field.
//
// They are Meta's words, kept byte for byte, and nobody checked them: any member may be missing
// or of another type, and new ones come. `detail`, `subject` and `state` of the event already say
// what most of them are about.

import type { Json } from './json.js';

/** The value of each field that has a shape here; of any other it is Json. */
export interface FieldValues {
  message_template_status_update: TemplateStatusNews | TemplateQualityNews;
  message_template_quality_update: TemplateQualityNews;
  message_template_components_update: TemplateComponentsNews;
  template_category_update: TemplateCategoryNews;
  template_correct_category_detection: TemplateCategoryNews;
  phone_number_quality_update: NumberQualityNews;
  phone_number_name_update: NumberNameNews;
  business_username_update: UsernameNews;
  security: SecurityNews;
  account_update: AccountNews;
  account_alerts: AlertNews;
  account_review_update: ReviewNews;
  business_capability_update: CapabilityNews;
  partner_solutions: SolutionNews;
  payment_configuration_update: PaymentConfigurationNews;
  flows: FlowNews;
}

/** Which template it is about. */
export interface TemplateNews {
  /** Up to 17 digits: parse `value` with care, a double may round it. */
  message_template_id?: number | string;
  message_template_name?: string;
  /** `en_US`, seldom `en-US`. */
  message_template_language?: string;
}

/** Field `message_template_status_update`. */
export interface TemplateStatusNews extends TemplateNews {
  /** APPROVED, REJECTED, PENDING, PAUSED, DISABLED, FLAGGED, REINSTATED, DELETED, ... */
  event?: string;
  /** INVALID_FORMAT, ABUSIVE_CONTENT, INCORRECT_CATEGORY, ..., NONE. */
  reason?: string | null;
  message_template_category?: string;
  /** With DISABLED. */
  disable_info?: { disable_date?: number | string };
  /** With REJECTED. */
  rejection_info?: { reason?: string; recommendation?: string };
  /** With PAUSED, LOCKED: FIRST_PAUSE, SECOND_PAUSE, RATE_LIMITING_PAUSE, UNPAUSE, DISABLED. */
  other_info?: { title?: string; description?: string };
}

/** Field `message_template_quality_update`; Meta's sample has it under the status field, too. */
export interface TemplateQualityNews extends TemplateNews {
  /** GREEN, YELLOW, RED, UNKNOWN. */
  previous_quality_score?: string;
  new_quality_score?: string;
}

/** Field `message_template_components_update`. */
export interface TemplateComponentsNews extends TemplateNews {
  message_template_title?: string;
  message_template_element?: string;
  message_template_footer?: string;
  message_template_buttons?: { [name: string]: Json }[];
}

/**
 * Field `template_category_update`: with `correct_category` it is a day's notice, and
 * `new_category` is the present one; with `previous_category` it has happened.
 */
export interface TemplateCategoryNews extends TemplateNews {
  previous_category?: string;
  new_category?: string;
  category?: string;
  correct_category?: string;
  /** Seconds since 1970. */
  category_update_timestamp?: number;
}

/** Field `phone_number_quality_update`. */
export interface NumberQualityNews {
  display_phone_number?: string;
  /** ONBOARDING, THROUGHPUT_UPGRADE; before: FLAGGED, UNFLAGGED, UPGRADE, DOWNGRADE. */
  event?: string;
  old_limit?: string;
  current_limit?: string;
  /** TIER_50 ... TIER_100K, TIER_UNLIMITED, TIER_NOT_SET. */
  max_daily_conversations_per_business?: string | number;
}

/** Field `phone_number_name_update`. */
export interface NumberNameNews {
  display_phone_number?: string;
  /** APPROVED, DEFERRED, PENDING, REJECTED. */
  decision?: string;
  requested_verified_name?: string;
  rejection_reason?: string | null;
}

/** Field `business_username_update`. */
export interface UsernameNews {
  display_phone_number?: string;
  username?: string;
  /** approved, deleted, reserved. */
  status?: string;
}

/** Field `security`. */
export interface SecurityNews {
  display_phone_number?: string;
  /** PIN_CHANGED, PIN_RESET_REQUEST, PIN_REQUEST_SUCCESS. */
  event?: string;
  requester?: string | number;
}

/** Field `account_update`. */
export interface AccountNews {
  /** ACCOUNT_VIOLATION, ACCOUNT_RESTRICTION, DISABLED_UPDATE, PARTNER_REMOVED, ... */
  event?: string;
  phone_number?: string;
  country?: string;
  /** DISABLE, REINSTATE, SCHEDULE_FOR_DISABLE; the date is for a person. */
  ban_info?: { waba_ban_state?: string; waba_ban_date?: string };
  /** The expiration is in seconds since 1970. */
  restriction_info?: { restriction_type?: string; expiration?: number | string }[];
  violation_info?: { violation_type?: string; remediation?: string };
  /** Partner events: which account. */
  waba_info?: { waba_id?: string; owner_business_id?: string; [name: string]: Json | undefined };
  disconnection_info?: { reason?: string; initiated_by?: string };
  auth_international_rate_eligibility?: { [name: string]: Json };
  partner_client_certification_info?: { [name: string]: Json };
  volume_tier_info?: { [name: string]: Json };
}

/** What an alert says. */
export interface Alert {
  alert_severity?: string;
  alert_status?: string;
  alert_type?: string;
  alert_description?: string;
}

/** Field `account_alerts`; older ones have the alert's members at the top. */
export interface AlertNews extends Alert {
  entity_type?: string;
  entity_id?: string | number;
  alert_info?: Alert;
}

/** Field `account_review_update`. */
export interface ReviewNews {
  /** APPROVED, REJECTED, PENDING, DEFERRED. */
  decision?: string;
}

/** Field `business_capability_update`: -1 is unlimited. */
export interface CapabilityNews {
  max_daily_conversations_per_business?: number | string;
  max_daily_conversation_per_phone?: number | string;
  max_phone_numbers_per_business?: number;
  max_phone_numbers_per_waba?: number;
}

/** Field `partner_solutions`. */
export interface SolutionNews {
  /** SOLUTION_CREATED, SOLUTION_UPDATED. */
  event?: string;
  solution_id?: string;
  /** INITIATED, ACTIVE, ... */
  solution_status?: string;
}

/** Field `payment_configuration_update`; times are in seconds since 1970. */
export interface PaymentConfigurationNews {
  configuration_name?: string;
  provider_name?: string;
  provider_mid?: string;
  status?: string;
  created_timestamp?: number;
  updated_timestamp?: number;
}

/** Field `flows`. */
export interface FlowNews {
  /** FLOW_STATUS_CHANGE, CLIENT_ERROR_RATE, ENDPOINT_ERROR_RATE, ENDPOINT_LATENCY, ... */
  event?: string;
  /** A sentence for a person. */
  message?: string;
  flow_id?: string;
  /** DRAFT, PUBLISHED, DEPRECATED, BLOCKED, THROTTLED. */
  old_status?: string;
  new_status?: string;
  /** ACTIVATED, DEACTIVATED. */
  alert_state?: string;
  /** Per cent; with the counts and latencies (milliseconds) of its event. */
  threshold?: number;
  error_rate?: number;
  errors?: { [name: string]: Json }[];
  requests_count?: number;
  p50_latency?: number;
  p90_latency?: number;
  availability?: number;
  warning?: string;
}
