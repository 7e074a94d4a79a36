namespace Hostelry.Browser.Tests;

/// <summary>What forms say to whoever mistypes, and to whoever has no business with them.</summary>
public sealed class FormTests(Chromium chromium) : SiteTests(chromium)
{
    [Fact]
    public async Task Bad_input_is_answered_beside_its_field_and_what_was_typed_stays()
    {
        var visitor = await VisitAsync();
        await visitor.GoAsync(await StaffAccount.LinkAsync(Site));

        await visitor.SendAsync(("Email", ""), ("Password", ""));
        Assert.Equal("E-mail: this field cannot be empty.", await visitor.MessageAsync("Email"));
        Assert.Equal("Password: this field cannot be empty.", await visitor.MessageAsync("Password"));

        await visitor.SendAsync(("Email", "nobody <script>"), ("Password", "seven77"));
        Assert.Equal("E-mail: enter an address such as name@example.org.", await visitor.MessageAsync("Email"));
        Assert.Equal("Password: at least 8 characters.", await visitor.MessageAsync("Password"));
        Assert.Equal("nobody <script>", await visitor.Page.InputValueAsync("[name=Email]"));
        Assert.Equal("", await visitor.Page.InputValueAsync("[name=Password]"));

        await visitor.SendAsync(("Email", StaffAccount.Email), ("Password", new string('x', 129)));
        Assert.Null(await visitor.MessageAsync("Email"));
        Assert.Equal("Password: at most 128 characters.", await visitor.MessageAsync("Password"));

        await visitor.SendAsync(("Email", StaffAccount.Email), ("Password", StaffAccount.Password));
        await visitor.SendAsync(("Code", ""));
        Assert.Equal("Code: this field cannot be empty.", await visitor.MessageAsync("Code"));
        await visitor.SendAsync(("Code", "000000"));
        Assert.StartsWith("Code: this one is wrong", await visitor.MessageAsync("Code"), StringComparison.Ordinal);
        visitor.NothingWentWrong();
    }

    [Fact]
    public async Task Wrong_password_and_wrong_code_say_so_beside_the_field_and_let_nobody_in()
    {
        var owner = await VisitAsync();
        var codes = await StaffAccount.EnterAsync(Site, owner);

        var visitor = await VisitAsync();
        await visitor.GoAsync("/staff");
        await visitor.SendAsync(("Email", StaffAccount.Email), ("Password", "not this one"));
        Assert.StartsWith("E-mail and password do not match.", await visitor.MessageAsync("Password"), StringComparison.Ordinal);
        Assert.Equal(StaffAccount.Email, await visitor.Page.InputValueAsync("[name=Email]"));

        await visitor.SendAsync(("Password", StaffAccount.Password));
        await visitor.SendAsync(("Code", "123456"));
        Assert.StartsWith("Code: this one is wrong", await visitor.MessageAsync("Code"), StringComparison.Ordinal);
        await visitor.GoAsync("/staff");
        Assert.Contains("/staff/sign-in", visitor.Page.Url, StringComparison.Ordinal);

        await visitor.GoAsync("/staff/second-factor");
        await visitor.SendAsync(("Code", codes[0]));
        Assert.EndsWith("/staff", visitor.Page.Url, StringComparison.Ordinal);
        visitor.NothingWentWrong();
    }

    [Fact]
    public async Task A_stolen_form_token_is_refused_and_changes_nothing()
    {
        var owner = await VisitAsync();
        await StaffAccount.EnterAsync(Site, owner);
        var stolen = await owner.Page.Locator(".who [name=form_token]").InputValueAsync();

        var thief = await VisitAsync();
        await thief.GoAsync("/staff/sign-in");
        await thief.Page.EvaluateAsync("token => document.querySelector('main [name=form_token]').value = token", stolen);
        await thief.SendAsync(("Email", StaffAccount.Email), ("Password", StaffAccount.Password));
        Assert.Equal("This form was not accepted", await thief.Page.Locator("h1").TextContentAsync());
        await thief.GoAsync("/staff/second-factor");
        Assert.EndsWith("/staff/sign-in", thief.Page.Url, StringComparison.Ordinal);

        // Nor does a token of nobody serve somebody who is signed in.
        var anybody = await thief.Page.Locator("main [name=form_token]").InputValueAsync();
        await owner.Page.EvaluateAsync("token => document.querySelector('.who [name=form_token]').value = token", anybody);
        await owner.LeaveAsync(() => owner.Page.ClickAsync(".who button"));
        Assert.Equal("This form was not accepted", await owner.Page.Locator("h1").TextContentAsync());
        Assert.Equal(200, await owner.GoAsync("/staff"));
        Assert.EndsWith("/staff", owner.Page.Url, StringComparison.Ordinal);
    }
}
