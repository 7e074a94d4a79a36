using System.Globalization;

using Hostelry.Billing.Mail;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Notices;

/// <summary>Tells customers' people of their money, once per key: row and mail belong to the transaction of what they tell of.</summary>
public sealed class NoticeBoard(BillingDb db, QueueMail mail, TimeProvider clock)
{
    /// <summary>What the values of each kind are called in its text.</summary>
    private static readonly Dictionary<string, string[]> Names = new(StringComparer.Ordinal)
    {
        [MailKind.PaymentNeedsYou] = ["amount", "payment"],
        [MailKind.PaymentDeclined] = ["amount", "code"],
        [MailKind.PaymentDisputed] = ["amount"],
        [MailKind.SpendingAlert] = ["percent", "spent", "limit", "most"],
        [MailKind.PriceChange] = ["product", "before", "after", "day"],
        [MailKind.DunningReminder] = ["owed", "due", Next, "day"],
        [MailKind.DunningSuspended] = ["owed", "due"],
        [MailKind.DunningWarning] = ["owed", "due", Next, "day"],
        [MailKind.DunningEnded] = ["owed", "due"],
    };

    private const string Next = "next";

    /// <summary>Adds to the present unit of work; the caller holds the customer's lock and saves. Nothing when the key was told before.</summary>
    public async Task TellAsync(long organizationId, string kind, string key, CancellationToken ct, params string[] values)
    {
        if (db.CustomerNotices.Local.Any(notice => notice.OrganizationId == organizationId && notice.Key == key)
            || await db.Reachable<CustomerNotice>().AnyAsync(notice => notice.OrganizationId == organizationId && notice.Key == key, ct))
        {
            return;
        }

        var now = clock.GetUtcNow();
        db.CustomerNotices.Add(new CustomerNotice
        {
            Id = Guid.CreateVersion7(now),
            OrganizationId = organizationId,
            Kind = kind,
            Key = key,
            Values = string.Join('\n', values),
            CreatedAt = now,
        });
        mail.ToOrganization(organizationId, kind, Data(organizationId, kind, values));
    }

    private static MailData Data(long organizationId, string kind, string[] values)
    {
        var home = string.Create(CultureInfo.InvariantCulture, $"/organizations/{organizationId}");
        var data = new MailData().WithLink("page", kind switch
        {
            MailKind.PaymentNeedsYou => $"{home}/payments/confirm?payment={values[1]}",
            MailKind.PriceChange => $"{home}/invoices/running",
            _ => $"{home}/payments",
        });
        foreach (var (name, value) in Names[kind].Zip(values))
        {
            _ = name == Next ? data.WithWord(name, "Dunning_" + (value.Length > 0 ? value : "none")) : data.With(name, value);
        }

        return data;
    }
}
