// SPDX-License-Identifier: Apache-2.0
// The page of /report that asks when it is safe to write: the name of this device's time zone, as in "Asia/Kolkata", so
// that nine in the morning is nine here. Without script the hours hold in every zone of the country.
document.getElementById('zone').value = Intl.DateTimeFormat().resolvedOptions().timeZone ?? '';
