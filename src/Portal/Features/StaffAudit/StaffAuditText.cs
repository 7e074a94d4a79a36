namespace Hostelry.Portal.Features.StaffAudit;

/// <summary>Names the texts of these pages: StaffAuditText.resx, and one beside it for each other language.</summary>
public sealed class StaffAuditText;
