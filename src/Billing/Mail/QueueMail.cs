namespace Hostelry.Billing.Mail;

/// <summary>
/// Adds mail to the present unit of work; the caller saves, in the transaction of the change that the mail tells of.
/// </summary>
public sealed class QueueMail(BillingDb db, TimeProvider clock)
{
    /// <summary>To everybody of the organization whose role is concerned with such news.</summary>
    /// <param name="organizationId">The scope's own, or any for a worker.</param>
    /// <param name="kind">One of <see cref="MailKind"/>.</param>
    /// <param name="data">What the text names; no secrets.</param>
    public void ToOrganization(long organizationId, string kind, MailData data) =>
        Add(organizationId, null, null, kind, data, null);

    /// <summary>To one address.</summary>
    /// <param name="address">Of the reader.</param>
    /// <param name="language">Of the reader, where the address has no account that says so.</param>
    /// <param name="kind">One of <see cref="MailKind"/>.</param>
    /// <param name="data">What the text names.</param>
    /// <param name="organizationId">Whose affair it is; null for a person's own account.</param>
    /// <param name="secret">Sealed; what makes a link in it work.</param>
    public void ToAddress(
        string address, string? language, string kind, MailData data, long? organizationId = null, byte[]? secret = null) =>
        Add(organizationId, address, language, kind, data, secret);

    private void Add(long? organizationId, string? address, string? language, string kind, MailData data, byte[]? secret)
    {
        var now = clock.GetUtcNow();
        db.OutgoingMail.Add(new OutgoingMail
        {
            Id = Guid.CreateVersion7(now),
            OrganizationId = organizationId,
            Kind = kind,
            Address = address,
            Language = language,
            Data = data.ToString(),
            Secret = secret,
            CreatedAt = now,
            NextTryAt = now,
        });
    }
}
