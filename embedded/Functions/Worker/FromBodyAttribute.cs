namespace Microsoft.Azure.Functions.Worker.Http;

/// <summary>Binds a parameter of an HTTP function to the request's JSON body.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public class FromBodyAttribute : Attribute;
