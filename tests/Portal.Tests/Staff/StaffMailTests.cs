using System.Net;

using Hostelry.Billing;
using Hostelry.Billing.Mail;
using Hostelry.Portal.Features.Shared;
using Hostelry.Portal.Tests.Running;
using Hostelry.Testing;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Tests.Staff;

/// <summary>Mail, as staff see it and send it again.</summary>
public sealed class StaffMailTests(Portals portals)
{
    [Theory, OnBothDatabases]
    public async Task Given_up_mail_is_read_and_sent_again_and_one_with_a_link_is_not(DatabaseKind kind)
    {
        var portal = await portals.OnAsync(kind);
        var customer = await portal.CustomerAsync(credit: "0");
        var address = Guid.CreateVersion7().ToString("N") + "@example.org";
        var plain = await AddAsync(portal, customer.Id, address, MailKind.OrganizationClosed, new MailData().With("organization", "Acme <b>"));
        var link = await AddAsync(portal, customer.Id, address, MailKind.ResetPassword, new MailData().WithLink("link", "/reset/{secret}"));
        var browser = await StaffPeople.EnterAsync(portal, StaffRoles.Support);

        var list = await browser.GetAsync("/staff/mail?state=failed&address=" + address);
        Assert.Equal(2, list.Document.QuerySelectorAll("tbody tr").Length);
        Assert.InRange(list.Queries, 1, 6);
        Assert.Empty((await browser.GetAsync("/staff/mail?state=sent&address=" + address)).Document.QuerySelectorAll("tbody tr"));
        var page = await browser.GetAsync($"/staff/mail/{plain}");
        Assert.Contains("The organization Acme <b> was closed.", page.Document.QuerySelector("pre")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("no such mailbox", page.Text, StringComparison.Ordinal);

        Assert.Null((await browser.GetAsync($"/staff/mail/{link}")).Document.QuerySelector("form[action$='send-again']"));
        await browser.PostAsync($"/staff/mail/{link}/send-again");
        Assert.Equal($"/staff/mail/{plain}", (await browser.PostAsync($"/staff/mail/{plain}/send-again")).Location);
        var states = await portal.AsWorkerAsync<BillingDb, Dictionary<Guid, MailState>>(db => db.Reachable<OutgoingMail>()
            .Where(row => row.Address == address).ToDictionaryAsync(row => row.Id, row => row.State, TestApi.Stop));
        Assert.Equal(MailState.Failed, states[link]);
        Assert.NotEqual(MailState.Failed, states[plain]);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync($"/staff/mail/{Guid.Empty}")).Status);
    }

    private static Task<Guid> AddAsync(TestPortal portal, long organizationId, string address, string kind, MailData data) =>
        portal.AsWorkerAsync<BillingDb, Guid>(async db =>
        {
            var now = TimeProvider.System.GetUtcNow();
            var mail = new OutgoingMail
            {
                Id = Guid.CreateVersion7(now),
                OrganizationId = organizationId,
                Kind = kind,
                Address = address,
                Data = data.ToString(),
                CreatedAt = now,
                NextTryAt = now.AddHours(1),
                State = MailState.Failed,
                DoneAt = now,
                Problem = "550 no such mailbox",
            };
            db.OutgoingMail.Add(mail);
            await db.SaveChangesAsync(TestApi.Stop);
            return mail.Id;
        });
}
