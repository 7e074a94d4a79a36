System.Console.WriteLine("hostelry-host");
