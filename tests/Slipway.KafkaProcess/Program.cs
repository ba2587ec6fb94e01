// Learns from a topic in a process of its own, for tests that kill it. Usage: <brokers> <topic> <output> <job>
using Slipway.KafkaProcess;

if (args is not [var brokers, var topic, var output, var name])
{
    Console.Error.WriteLine("usage: <brokers> <topic> <output> <job>");
    return 2;
}

Console.WriteLine(await TopicRecipe.RunAsync(brokers, topic, output, name));
return 0;
