using Slipway;

Console.WriteLine(SlipwayServices.Default.AlgorithmIds.Count);
Console.WriteLine("consumer: ok");
