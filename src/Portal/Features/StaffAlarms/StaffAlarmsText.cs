namespace Hostelry.Portal.Features.StaffAlarms;

/// <summary>Names the texts of alarms: StaffAlarmsText.resx, and one beside it for each other language.</summary>
public sealed class StaffAlarmsText;
