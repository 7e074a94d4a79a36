using Hostelry.Portal.Commands;
using Hostelry.Portal.Composition;

// A word first is an operator's command; settings alone (--key=value) serve.
return args is [not ['-', ..], ..] or ["--help" or "-h" or "-?"]
    ? await OperatorCommands.RunAsync(args)
    : await PortalApplication.ServeAsync(args);
