using System.Globalization;

using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Hostelry.Portal.Features.Shared;

/// <summary>
/// One field of a form: label, input, hint, and beside it what is wrong with what was typed. Keeps what was typed, but for
/// passwords and codes. <c>&lt;field for="Email" label="…" type="email" /&gt;</c>
/// </summary>
[HtmlTargetElement("field", TagStructure = TagStructure.WithoutEndTag)]
public sealed class FieldTagHelper : TagHelper
{
    public required ModelExpression For { get; set; }

    public required string Label { get; set; }

    /// <summary>Of the input; <c>code</c> is a text that is shown large and never kept.</summary>
    public string Type { get; set; } = "text";

    public string? Hint { get; set; }

    public string? Autocomplete { get; set; }

    public string? Inputmode { get; set; }

    /// <summary>Characters that the browser lets in; the validator has the last word.</summary>
    public int Most { get; set; } = 255;

    /// <summary>Takes the focus when the page opens.</summary>
    public bool First { get; set; }

    [ViewContext]
    [HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    private string Id => For.Name.Replace('.', '_');

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var error = ViewContext.ViewData.ModelState.TryGetValue(For.Name, out var entry) && entry.Errors is [var first, ..]
            ? first.ErrorMessage
            : null;
        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "mb-3");
        output.Content.AppendHtml(Text("label", Label, "form-label", attribute: ("for", Id)));
        output.Content.AppendHtml(Input(error is not null));
        if (error is not null)
        {
            output.Content.AppendHtml(Text("div", error, "invalid-feedback", attribute: ("id", $"{Id}-error")));
        }

        if (Hint is not null)
        {
            output.Content.AppendHtml(Text("small", Hint, "form-hint", attribute: ("id", $"{Id}-hint")));
        }
    }

    private TagBuilder Input(bool wrong)
    {
        var input = new TagBuilder("input") { TagRenderMode = TagRenderMode.SelfClosing };
        input.AddCssClass(Type == "code" ? "form-control code-input" : "form-control");
        input.Attributes["id"] = Id;
        input.Attributes["name"] = For.Name;
        input.Attributes["type"] = Type == "code" ? "text" : Type;
        input.Attributes["maxlength"] = Most.ToString(CultureInfo.InvariantCulture);
        input.Attributes["required"] = "";
        if (Type is not ("password" or "code"))
        {
            input.Attributes["value"] = ViewContext.ViewData.ModelState.TryGetValue(For.Name, out var entry)
                ? entry.AttemptedValue
                : Convert.ToString(For.Model, CultureInfo.InvariantCulture);
        }

        Optional(input, "autocomplete", Autocomplete);
        Optional(input, "inputmode", Inputmode);
        Optional(input, "autofocus", First || wrong ? "" : null);
        var about = $"{(wrong ? $"{Id}-error" : "")} {(Hint is null ? "" : $"{Id}-hint")}".Trim();
        Optional(input, "aria-describedby", about.Length > 0 ? about : null);
        if (wrong)
        {
            input.AddCssClass("is-invalid");
            input.Attributes["aria-invalid"] = "true";
        }

        return input;
    }

    private static void Optional(TagBuilder tag, string name, string? value)
    {
        if (value is not null)
        {
            tag.Attributes[name] = value;
        }
    }

    private static TagBuilder Text(string name, string text, string css, (string Name, string Value) attribute)
    {
        var tag = new TagBuilder(name);
        tag.AddCssClass(css);
        tag.Attributes[attribute.Name] = attribute.Value;
        tag.InnerHtml.Append(text);
        return tag;
    }
}
