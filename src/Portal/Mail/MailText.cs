namespace Hostelry.Portal.Mail;

/// <summary>Names the texts of mail: MailText.resx, and one beside it for each other language.</summary>
public sealed class MailText;
