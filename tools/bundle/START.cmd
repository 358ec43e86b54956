@echo off
rem Finds a Python (one in the folder "python" beside this file, else an installed one) and runs start.py with it.
setlocal
chcp 65001 >nul
cd /d "%~dp0"
set PYTHONUTF8=1
set PYTHONNOUSERSITE=1
if exist "python\python.exe" (
  "python\python.exe" start.py %*
  goto end
)
where py >nul 2>nul
if not errorlevel 1 (
  py -3 start.py %*
  goto end
)
where python >nul 2>nul
if not errorlevel 1 (
  python start.py %*
  goto end
)
echo No Python was found. Unpack the "Windows embeddable package" of Python beside this file as folder "python".
echo See READ-ME.txt.
start "" notepad "%~dp0READ-ME.txt"
pause
exit /b 3
:end
set RESULT=%errorlevel%
if not "%RESULT%"=="0" pause
exit /b %RESULT%
