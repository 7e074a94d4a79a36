await Console.Out.WriteLineAsync("migrations");
