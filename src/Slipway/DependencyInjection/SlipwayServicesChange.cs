namespace Slipway;

/// <summary>A registered change to the services that <c>AddSlipway</c> builds.</summary>
internal sealed record SlipwayServicesChange(Func<SlipwayServices, SlipwayServices> Apply);
