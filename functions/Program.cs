using Microsoft.Extensions.Hosting;
using StockFlow.Functions;

StockFlowApp.Build(args).Run();
