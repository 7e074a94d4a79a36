namespace Hostelry.Portal.Features.AuditTrail;

/// <summary>Names the texts of the audit log: AuditTrailText.resx, and one beside it for each other language.</summary>
public sealed class AuditTrailText;
